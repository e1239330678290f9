export default function LivePage() {
  return (
    <main id="main">
      <h1>Spillway</h1>
    </main>
  );
}

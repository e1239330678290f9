import { LivePage } from '../src/features/live-page.tsx';

export default function Page() {
  return <LivePage />;
}

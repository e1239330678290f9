/** The name with its sign: a level that spills over, isolated and cross. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-[17px] tracking-tight">
      <svg aria-hidden="true" viewBox="0 0 32 32" className="size-7">
        <rect width="32" height="32" rx="7" className="fill-raised stroke-line" />
        <path
          d="M5 9h9c4.5 0 4.5 13 13 13"
          className="fill-none stroke-ink"
          strokeWidth="3"
          strokeLinecap="round"
        />
        <circle cx="9" cy="22" r="3.4" className="fill-isolated" />
        <path d="M22.5 6.2 26.3 10l-3.8 3.8L18.7 10z" className="fill-cross" />
      </svg>
      Spillway
    </span>
  );
}

const minute = 60_000;
const hour = 60 * minute;

/** Formats a duration as `12 minutes ago`, `3 hours ago` or `9 days ago`. */
export function formatAge(milliseconds: number): string {
  const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  if (milliseconds < minute) return 'just now';
  if (milliseconds < hour) return counted(Math.floor(milliseconds / minute), 'minute');
  if (milliseconds < 48 * hour) return counted(Math.floor(milliseconds / hour), 'hour');
  return counted(Math.floor(milliseconds / (24 * hour)), 'day');
}

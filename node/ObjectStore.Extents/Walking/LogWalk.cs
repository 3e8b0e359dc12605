using ObjectStore.Core.Fragments;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Walking;

/// <summary>
/// Live fragments in the order of the log, from the index: what is damaged on the disk is still named. Goes window by window, each one pass over the index.
/// </summary>
/// <remarks>
/// Thread-safe. A fragment that compaction moves gets a place behind every place there is, so a walk meets it later instead of missing it. One window is kept
/// between calls; several walks at once cost a pass over the index (some 15 ns a fragment) for most pages.
/// </remarks>
internal sealed class LogWalk(LiveFragments live, Func<LogPosition> endOfLog)
{
    /// <summary>2 MiB of entries; a walk over 10 million fragments passes over the index 150 times.</summary>
    private const int WindowMax = 1 << 16;

    /// <summary>A cursor: walk (8 bits), extent number (32), record offset ÷ 64 (24).</summary>
    private const int WalkShift = 56;

    private const int ExtentShift = 24;

    private readonly Lock _lock = new();
    private Window? _last;
    private byte _lastWalk;

    /// <summary>Entries from <paramref name="cursor"/> on, in order.</summary>
    public Window From(DeviceCursor cursor)
    {
        var from = PackedOf(cursor);
        var walk = (byte)(cursor.Value >> WalkShift);
        lock (_lock)
        {
            if (walk == 0) walk = _lastWalk = (byte)((_lastWalk % byte.MaxValue) + 1);
            else if (_last is { } last && last.Walk == walk && last.From <= from && from < last.Until) return last;
        }

        var window = Collect(from, walk);
        lock (_lock) _last = window;
        return window;
    }

    /// <summary>The cursor of an entry of a window.</summary>
    public static DeviceCursor CursorOf(Window window, ulong packed) =>
        new(((ulong)window.Walk << WalkShift) | ((packed >> 32) << ExtentShift) | ((packed >> 8) & 0xFF_FFFF));

    /// <summary>Where a walk goes on when it is done with a window; null at the end.</summary>
    /// <remarks>
    /// Writing goes on behind the last window for ever, and new fragments need not be seen. But one that was moved from a place that the walk
    /// had yet to come to, to a place behind the window, must be; so the walk ends only if none was moved since the window was made.
    /// </remarks>
    public DeviceCursor? After(Window window) =>
        window.ReachesEnd && window.Relocations == live.Relocations ? null : CursorOf(window, window.Until + byte.MaxValue);

    /// <summary>The packed location that the cursor stands at.</summary>
    public static ulong PackedOf(DeviceCursor cursor) => (ulong)(uint)(cursor.Value >> ExtentShift) << 32 | ((cursor.Value & 0xFF_FFFF) << 8);

    private Window Collect(ulong from, byte walk)
    {
        var relocations = live.Relocations;
        var end = endOfLog();
        var until = new FragmentLocation(end.Extent, end.Offset, 0, 0).Packed;
        var found = new List<FragmentEntry>(WindowMax);
        var isWhole = true;
        var buffer = new FragmentEntry[256];
        for (var partition = 0; partition < FragmentIndex.PartitionCount; partition++)
        {
            var count = live.Index.Snapshot(partition, ref buffer);
            foreach (ref readonly var entry in buffer.AsSpan(0, count))
            {
                if (entry.Location < from || entry.Location >= until) continue;
                if (found.Count == 2 * WindowMax)
                {
                    // Keep the first half in order; whatever lies behind it belongs to a later window.
                    found.Sort(static (left, right) => left.Location.CompareTo(right.Location));
                    found.RemoveRange(WindowMax, WindowMax);
                    until = found[^1].Location + 1;
                    isWhole = false;
                    if (entry.Location >= until) continue;
                }

                found.Add(entry);
            }
        }

        found.Sort(static (left, right) => left.Location.CompareTo(right.Location));
        return new Window(walk, from, until, [.. found], isWhole, relocations);
    }

    /// <summary>Entries with a location in [From, Until), ascending.</summary>
    /// <param name="Walk">Whose it is, from 1. A window serves only its own walk: an older one's would lack what was written between.</param>
    /// <param name="From">A packed location.</param>
    /// <param name="Until">A packed location.</param>
    /// <param name="Entries">Complete but for what was moved or written after the window was made; may name fragments that are gone.</param>
    /// <param name="ReachesEnd">Whether nothing lay behind it when it was made.</param>
    /// <param name="Relocations">How many fragments had been moved or replaced before it was made.</param>
    internal sealed record Window(byte Walk, ulong From, ulong Until, FragmentEntry[] Entries, bool ReachesEnd, long Relocations)
    {
        /// <summary>The index of the first entry that the cursor does not lie behind.</summary>
        public int IndexOf(DeviceCursor cursor)
        {
            var from = PackedOf(cursor);
            var (low, high) = (0, Entries.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Entries[middle].Location < from) low = middle + 1;
                else high = middle;
            }

            return low;
        }
    }
}

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
internal sealed class LogWalk(FragmentIndex index, Func<LogPosition> endOfLog)
{
    /// <summary>2 MiB of entries; a walk over 10 million fragments passes over the index 150 times.</summary>
    private const int WindowMax = 1 << 16;

    private const int ExtentShift = 24;

    private readonly Lock _lock = new();
    private Window? _last;

    /// <summary>Entries from <paramref name="cursor"/> on, in order, and where to go on when all of them are done.</summary>
    public Window From(DeviceCursor cursor)
    {
        var from = PackedOf(cursor);
        lock (_lock)
        {
            if (_last is { } last && last.From <= from && from < last.Until) return last;
        }

        var window = Collect(from);
        lock (_lock) _last = window;
        return window;
    }

    /// <summary>The cursor of a packed location.</summary>
    public static DeviceCursor CursorOf(ulong packed) => new(((packed >> 32) << ExtentShift) | ((packed >> 8) & 0xFF_FFFF));

    /// <summary>The smallest packed location that the cursor does not lie behind.</summary>
    public static ulong PackedOf(DeviceCursor cursor) => ((cursor.Value >> ExtentShift) << 32) | ((cursor.Value & 0xFF_FFFF) << 8);

    private Window Collect(ulong from)
    {
        var end = endOfLog();
        var until = new FragmentLocation(end.Extent, end.Offset, 0, 0).Packed;
        var found = new List<FragmentEntry>(WindowMax);
        var isWhole = true;
        var buffer = new FragmentEntry[256];
        for (var partition = 0; partition < FragmentIndex.PartitionCount; partition++)
        {
            var count = index.Snapshot(partition, ref buffer);
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
        return new Window(from, until, [.. found], isWhole);
    }

    /// <summary>Entries with a location in [From, Until), ascending.</summary>
    /// <param name="From">A packed location.</param>
    /// <param name="Until">A packed location.</param>
    /// <param name="Entries">Complete but for what was moved or written after the window was made; may name fragments that are gone.</param>
    /// <param name="ReachesEnd">Whether nothing lay behind it when it was made.</param>
    internal sealed record Window(ulong From, ulong Until, FragmentEntry[] Entries, bool ReachesEnd)
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

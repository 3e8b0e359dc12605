using ObjectStore.Core.Fragments;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Reading;

namespace ObjectStore.Extents.Walking;

/// <summary>Pages of live fragments with their headers.</summary>
internal sealed class FragmentLister(FragmentIndex index, ExtentSet extents, LogWalk walk)
{
    /// <summary>Blocks for the disk.</summary>
    public FragmentPage List(DeviceCursor cursor, int limit)
    {
        var window = walk.From(cursor);
        var page = new List<FragmentDescription>(Math.Min(limit, 1024));
        for (var at = window.IndexOf(cursor); at < window.Entries.Length; at++)
        {
            var entry = window.Entries[at];
            if (page.Count == limit) return new FragmentPage(page, LogWalk.CursorOf(entry.Location));
            if (TryDescribe(entry) is { } description) page.Add(description);
        }

        return new FragmentPage(page, window.ReachesEnd ? null : LogWalk.CursorOf(window.Until + byte.MaxValue));
    }

    private FragmentDescription? TryDescribe(in FragmentEntry entry)
    {
        if (!index.TryGet(entry.Id, out var location) || location != entry.Place || !extents.TryGet(location.Extent, out var extent)) return null;
        try
        {
            return FragmentReads.DescribeAt(extent, location, entry.Id, ReadMode.Buffered, out _);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        catch (DeviceIoException)
        {
            // An unreadable header is damage, which verification reports.
            return null;
        }
    }
}

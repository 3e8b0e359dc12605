using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Reading;

namespace ObjectStore.Extents.Walking;

/// <summary>Reads live records from the disk itself, around the page cache, and verifies every byte of them.</summary>
internal sealed class FragmentVerifier(FragmentIndex index, ExtentSet extents, LogWalk walk)
{
    /// <summary>Holds the largest record between page boundaries.</summary>
    private const int WindowBytes = 4 << 20;

    /// <summary>Blocks for the disk.</summary>
    public VerifyPage Verify(DeviceCursor cursor, long bytesMax)
    {
        using var records = new DirectWindow();
        var damaged = new List<FragmentId>();
        var verified = 0L;
        var window = walk.From(cursor);
        for (var at = window.IndexOf(cursor); at < window.Entries.Length; at++)
        {
            var entry = window.Entries[at];
            if (verified >= bytesMax) return new VerifyPage(verified, damaged, LogWalk.CursorOf(entry.Location));
            if (!IsLive(entry)) continue;
            verified += entry.Place.RecordLength;
            if (!IsWhole(records, entry) && IsLive(entry)) damaged.Add(entry.Id);
        }

        return new VerifyPage(verified, damaged, window.ReachesEnd ? null : LogWalk.CursorOf(window.Until + byte.MaxValue));
    }

    private bool IsLive(in FragmentEntry entry) => index.TryGet(entry.Id, out var location) && location == entry.Place;

    private bool IsWhole(DirectWindow records, in FragmentEntry entry)
    {
        try
        {
            var place = entry.Place;
            return extents.TryGet(place.Extent, out var extent)
                && records.TryRead(extent, place, out var record)
                && FragmentReader.IsWhole(record, extent, place, entry.Id);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>A stretch of an extent in aligned memory.</summary>
    private sealed class DirectWindow : IDisposable
    {
        private readonly AlignedBuffer _buffer = new(WindowBytes);
        private Extent? _extent;
        private long _start;
        private int _length;

        /// <summary>The bytes of a record; false where the disk cannot read them.</summary>
        public bool TryRead(Extent extent, FragmentLocation place, out ReadOnlySpan<byte> record)
        {
            record = default;
            var end = place.Offset + (long)place.RecordLength;
            if ((extent != _extent || place.Offset < _start || end > _start + _length) && !TryFill(extent, place.Offset, end)) return false;
            record = _buffer.GetSpan().Slice((int)(place.Offset - _start), (int)place.RecordLength);
            return true;
        }

        public void Dispose() => ((IDisposable)_buffer).Dispose();

        private bool TryFill(Extent extent, long offset, long end)
        {
            var start = offset & -(long)AlignedBuffer.Alignment;
            var stored = RecordLayout.Align(Math.Max(end, extent.StoredBytes), AlignedBuffer.Alignment);
            return TryFill(extent, start, (int)Math.Min(WindowBytes, stored - start), end)
                || TryFill(extent, start, (int)(RecordLayout.Align(end, AlignedBuffer.Alignment) - start), end);
        }

        private bool TryFill(Extent extent, long start, int length, long end)
        {
            (_extent, _start, _length) = (extent, start, 0);
            try
            {
                _length = extent.File.Read(start, _buffer.GetSpan()[..length], default, default, ReadMode.Direct);
            }
            catch (DeviceIoException)
            {
                return false;
            }

            return start + _length >= end;
        }
    }
}

using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Encryption.Keys;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.Tiering;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>
/// Finds the stripes of a range of an object and reads them. The stripes of a multipart object are named by its part rows, those of a page of which are read as
/// one, so that reading goes on across parts. All reads of clients pass here, and are noted.
/// </summary>
internal sealed class ObjectRuns(ObjectParts parts, IObjectData data, FramedObjects framed, AccessNotes notes)
{
    /// <summary>Writes bytes [position, position + length) of the object to <paramref name="destination"/>; <paramref name="dataKey"/> is that of an encrypted one.</summary>
    public async ValueTask ReadAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, SecretKey? dataKey, long position, long length, PipeWriter destination, CancellationToken cancellationToken)
    {
        Invariant.That(dataKey is null == record.Encryption is null);
        notes.Note(bucket, key, record);
        if (IsFramed(record))
        {
            await framed.ReadAsync(bucket, key, record, dataKey, position, length, destination, cancellationToken);
            return;
        }

        record = record.ToRead();
        if (record.Upload is null)
        {
            await data.ReadAsync(record.Runs, position, length, destination, cancellationToken);
            return;
        }

        var pageCount = 0;
        for (var cursor = new Cursor(position, length); cursor.Remaining > 0; pageCount++)
        {
            var page = await NextAsync(bucket, key, record, cursor, cancellationToken);
            await data.ReadAsync(page.Runs, page.Position, page.Length, destination, cancellationToken);
            cursor = cursor.After(page.Length);
        }

        // The data path does not flush a small page, and the server sends what is left at the end of a request only when nothing was flushed before.
        if (pageCount > 1) await destination.FlushAsync(cancellationToken);
    }

    /// <summary>The same bytes as a source for another write.</summary>
    public IByteSource OpenSource(BucketId bucket, ObjectKey key, ObjectRecord record, SecretKey? dataKey, long position, long length)
    {
        Invariant.That(dataKey is null == record.Encryption is null);
        notes.Note(bucket, key, record);
        if (IsFramed(record)) return framed.OpenSource(bucket, key, record, dataKey, position, length);
        record = record.ToRead();
        return record.Upload is null ? data.OpenSource(record.Runs, position, length) : new PartsSource(this, bucket, key, record, position, length);
    }

    private static bool IsFramed(ObjectRecord record) => record.Encryption is not null || record.Compression is not null;

    private async ValueTask<Page> NextAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, Cursor cursor, CancellationToken cancellationToken)
    {
        var found = await parts.ReadAsync(bucket, key, record, cursor.Position, cursor.Position + cursor.Remaining, cancellationToken);
        var runs = new List<StripeRun>();
        foreach (var located in found) runs.AddRange(located.Part.Runs);
        return new Page(runs, cursor.Position - found[0].Position, Math.Min(found[^1].End - cursor.Position, cursor.Remaining));
    }

    private readonly record struct Cursor(long Position, long Remaining)
    {
        public Cursor After(long bytes) => new(Position + bytes, Remaining - bytes);
    }

    /// <summary>Runs of consecutive parts, and the bytes of them that are wanted.</summary>
    private readonly record struct Page(IReadOnlyList<StripeRun> Runs, long Position, long Length);

    /// <summary>Bytes of a multipart object, one page of parts after the other.</summary>
    private sealed class PartsSource(ObjectRuns owner, BucketId bucket, ObjectKey key, ObjectRecord record, long position, long length) : IByteSource
    {
        private Cursor _cursor = new(position, length);
        private IByteSource? _current;

        public long? Length => length;

        public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
        {
            while (true)
            {
                if (_current is not null)
                {
                    var count = await _current.ReadAsync(destination, cancellationToken);
                    if (count > 0) return count;
                    await _current.SettleAsync();
                    _current = null;
                }

                if (_cursor.Remaining == 0) return 0;
                var page = await owner.NextAsync(bucket, key, record, _cursor, cancellationToken);
                _current = owner.OpenPage(page);
                _cursor = _cursor.After(page.Length);
            }
        }

        public Task SettleAsync() => _current?.SettleAsync() ?? Task.CompletedTask;
    }

    private IByteSource OpenPage(Page page) => data.OpenSource(page.Runs, page.Position, page.Length);
}

using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Reads the part rows of multipart objects, in pages, so that memory stays bounded however many parts there are.</summary>
internal sealed class ObjectParts(IObjectIndex index)
{
    /// <summary>Part rows read at once: a guess, enough to keep the data path's prefetch busy across parts of 5 MiB.</summary>
    private const int PartsPerPage = 64;

    /// <summary>The part that holds a position, and those that follow it up to <paramref name="end"/>, or to the end of a page. Parts without bytes may be among them.</summary>
    /// <exception cref="StorageException">CorruptIndex: there is no such part as the object's row says.</exception>
    public async ValueTask<IReadOnlyList<LocatedPart>> ReadAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, long position, long end, CancellationToken cancellationToken)
    {
        var (first, next) = PartSpans.FirstAt(record, position);
        var located = new List<LocatedPart>();
        foreach (var part in await index.ListPartsAsync(bucket, key, record.Upload!.Value, first - 1, PartsPerPage, cancellationToken))
        {
            if (next >= end) break;
            if (!PartSpans.TryLocate(record, part.PartNumber, out var begin, out var size)) continue;
            if (begin != next || size != part.Size || part.Salt.IsEmpty != record.Encryption is null || (part.Compression is not null && record.Compression is null)) break;
            located.Add(new LocatedPart(part, begin));
            next += size;
        }

        if (next > position) return located;
        throw new StorageException(StorageErrorCode.CorruptIndex, "A part of a multipart object has no row, another size, or is encrypted or compressed otherwise than the object.");
    }
}

using System.Buffers.Binary;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Admin.Keymap;

/// <summary>Translates between bounds of the keymap and places as people write them. Thread-safe.</summary>
/// <remarks>A bound is empty, or 8 bytes of bucket id, big endian, and the beginning of a key; docs/format/index.md §7.</remarks>
internal sealed class Places(KeymapRouter router, ICatalog catalog)
{
    private const int BucketBytes = sizeof(ulong);
    private const int KnownMax = 10_000;
    private readonly BucketNames _names = new(router.Databases);

    /// <summary>The text of a bound; <paramref name="known"/> remembers the names of buckets for one answer.</summary>
    public async ValueTask<string> FormatAsync(ReadOnlyMemory<byte> bound, Dictionary<ulong, string?> known, CancellationToken cancellationToken)
    {
        if (bound.IsEmpty) return "";
        return await FormatAsync(new BucketId(BinaryPrimitives.ReadUInt64BigEndian(bound.Span)), bound[BucketBytes..], known, cancellationToken);
    }

    /// <summary>The text of a bucket and a key; a bucket whose row cannot be read is shown by its id.</summary>
    public async ValueTask<string> FormatAsync(BucketId bucket, ReadOnlyMemory<byte> key, Dictionary<ulong, string?> known, CancellationToken cancellationToken)
    {
        if (known.Count >= KnownMax) known.Clear();
        if (!known.TryGetValue(bucket.Value, out var name)) known[bucket.Value] = name = await FindNameAsync(bucket, cancellationToken);
        return PlaceText.Format(name, bucket.Value, key.Span);
    }

    /// <summary>The bound at a place.</summary>
    /// <exception cref="AdminException">It is not a place, or there is no such bucket.</exception>
    public async ValueTask<byte[]> ParseAsync(string place, CancellationToken cancellationToken)
    {
        if (!PlaceText.TryParse(place, out var name, out var id, out var key))
            throw AdminException.Invalid($"'{place}' is not a place: write BUCKET/KEY, with \\xNN for bytes that are not text.");
        if (key.Length > ObjectKey.BytesMax) throw AdminException.Invalid($"The key is longer than {ObjectKey.BytesMax} bytes.");
        if (name is not null)
        {
            var bucket = await catalog.GetBucketAsync(name, cancellationToken) ?? throw AdminException.NotFound("NoSuchBucket", $"There is no bucket '{name}'.");
            id = bucket.Id.Value;
        }

        var bound = new byte[BucketBytes + key.Length];
        BinaryPrimitives.WriteUInt64BigEndian(bound, id);
        key.CopyTo(bound, BucketBytes);
        return bound;
    }

    /// <summary>The entry whose range holds a bound.</summary>
    public static KeymapEntry EntryOf(IReadOnlyList<KeymapEntry> entries, ReadOnlySpan<byte> bound)
    {
        for (var i = entries.Count - 1; i > 0; i--)
        {
            if (entries[i].Start.Span.SequenceCompareTo(bound) <= 0) return entries[i];
        }

        return entries[0];
    }

    private async ValueTask<string?> FindNameAsync(BucketId bucket, CancellationToken cancellationToken)
    {
        try
        {
            return (await _names.FindAsync(bucket, cancellationToken))?.Name;
        }
        catch (StorageException exception) when (exception.IsUnreadable)
        {
            return null;
        }
    }
}

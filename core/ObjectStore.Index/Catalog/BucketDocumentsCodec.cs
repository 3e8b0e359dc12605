using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Rows of the documents of buckets; docs/format/index.md §8.</summary>
internal static class BucketDocumentsCodec
{
    private const byte Version = 1;

    /// <summary>Kind and length.</summary>
    private const int DocumentBytesMin = 2;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, BucketDocumentSet set)
    {
        var writer = new RowWriter(RowFamily.BucketDocuments, Version, 1, sizeHint: 256);
        writer.Number(set.Bucket.Value);
        writer.Number(set.Documents.Count);
        foreach (var document in set.Documents)
        {
            writer.Byte((byte)document.Kind);
            writer.Bytes(document.Content.Span);
        }

        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(Row row, out BucketDocumentSet set)
    {
        set = null!;
        if (!RowReader.TryOpen(RowFamily.BucketDocuments, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        var bucket = new BucketId(reader.Number(ulong.MaxValue));
        var documents = new BucketDocument[reader.Count(DocumentBytesMin)];
        var before = 0;
        for (var i = 0; i < documents.Length && reader.IsGood; i++)
        {
            var kind = reader.Byte();
            reader.Require(kind > before);
            before = kind;
            documents[i] = new BucketDocument((BucketDocumentKind)kind, reader.Bytes().ToArray());
        }

        set = new BucketDocumentSet(bucket, documents);
        return reader.IsComplete;
    }
}

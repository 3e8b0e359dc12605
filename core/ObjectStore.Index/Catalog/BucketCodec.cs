using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Bucket rows and their fences; docs/format/index.md §8.</summary>
internal static class BucketCodec
{
    private const byte Version = 3;
    private const byte VersionWithoutRules = 2;
    private const byte VersionWithoutState = 1;
    private const byte FenceVersion = 2;
    private const byte FenceVersionWithoutRules = 1;
    private const int SizeHint = 100;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, BucketRow row)
    {
        var version = row.RulesGeneration == 0 ? VersionWithoutRules : Version;
        var writer = new RowWriter(RowFamily.Bucket, version, version, SizeHint);
        writer.Number(row.Bucket.Id.Value);
        writer.Time(row.Bucket.CreatedAt);
        writer.Text(row.Bucket.OwnerId);
        writer.Text(row.Bucket.Region);
        writer.Byte((byte)row.State);
        writer.Number(row.Generation);
        writer.Time(row.ChangedAt);
        writer.Number(row.Databases.Count);
        foreach (var database in row.Databases) writer.Text(database);
        if (row.RulesGeneration == 0) return writer.Seal(rowKey);
        writer.Number(row.RulesGeneration);
        writer.Byte(row.Bucket.RulesAreInForce ? (byte)1 : (byte)0);
        RulesCodec.Write(ref writer, row.Bucket.Rules);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    /// <param name="row">The row.</param>
    /// <param name="catalog">Name of the catalog's database, the only one that a bucket of version 1 knows.</param>
    /// <param name="bucket">What it says.</param>
    public static bool TryDecode(Row row, string catalog, out BucketRow bucket)
    {
        bucket = null!;
        if (!RowReader.TryOpen(RowFamily.Bucket, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        var id = new BucketId(reader.Number(ulong.MaxValue));
        var createdAt = reader.Time();
        var record = new BucketRecord(Encoding.UTF8.GetString(row.Key.Span[1..]), id, reader.Text(), createdAt, reader.Text());
        if (reader.FormatVersion == VersionWithoutState)
        {
            bucket = new BucketRow(record, BucketState.Active, 0, createdAt, [catalog]);
            return reader.IsComplete;
        }

        var state = (BucketState)reader.Byte();
        reader.Require(state <= BucketState.Deleting);
        var (generation, changedAt) = (reader.Number(ulong.MaxValue), reader.Time());
        var databases = new string[reader.Count(1)];
        for (var i = 0; i < databases.Length; i++) databases[i] = reader.Text();
        bucket = new BucketRow(record, state, generation, changedAt, databases);
        if (reader.FormatVersion == VersionWithoutRules) return reader.IsComplete;
        var (rulesGeneration, settled) = (reader.Number(ulong.MaxValue), reader.Byte());
        reader.Require(rulesGeneration > 0 && settled <= 1);
        bucket = bucket with { Bucket = record with { Rules = RulesCodec.Read(ref reader), RulesAreInForce = settled == 1 }, RulesGeneration = rulesGeneration };
        return reader.IsComplete;
    }

    /// <summary>A fence holds the name of its bucket, and its rules.</summary>
    public static ReadOnlyMemory<byte> EncodeFence(ReadOnlySpan<byte> rowKey, BucketRow bucket)
    {
        var version = bucket.RulesGeneration == 0 ? FenceVersionWithoutRules : FenceVersion;
        var writer = new RowWriter(RowFamily.Fence, version, version, SizeHint);
        writer.Text(bucket.Bucket.Name);
        if (bucket.RulesGeneration == 0) return writer.Seal(rowKey);
        writer.Number(bucket.RulesGeneration);
        RulesCodec.Write(ref writer, bucket.Bucket.Rules);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecodeFence(Row row, out BucketFence fence)
    {
        fence = default;
        if (!RowReader.TryOpen(RowFamily.Fence, FenceVersion, row.Key.Span, row.Value.Span, out var reader)) return false;
        fence = new BucketFence(reader.Text(), 0, BucketRules.None);
        if (reader.FormatVersion > FenceVersionWithoutRules) fence = fence with { RulesGeneration = reader.Number(ulong.MaxValue), Rules = RulesCodec.Read(ref reader) };
        return reader.IsComplete;
    }

    /// <summary>The same of the rules alone: no write needs the name.</summary>
    public static bool TryDecodeRules(Row row, out BucketRules rules)
    {
        rules = BucketRules.None;
        if (!RowReader.TryOpen(RowFamily.Fence, FenceVersion, row.Key.Span, row.Value.Span, out var reader)) return false;
        reader.Bytes();
        if (reader.FormatVersion == FenceVersionWithoutRules) return reader.IsComplete;
        reader.Number(ulong.MaxValue);
        rules = RulesCodec.Read(ref reader);
        return reader.IsComplete;
    }
}

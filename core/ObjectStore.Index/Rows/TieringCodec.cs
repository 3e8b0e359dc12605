using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>What an object says of its tier, inside its row; docs/format/index.md §4.</summary>
internal static class TieringCodec
{
    public static void Write(ref RowWriter writer, StoredTiering tiering)
    {
        writer.Byte((byte)tiering.Tier);
        writer.Time(tiering.AccessedAt);
    }

    public static StoredTiering Read(ref RowReader reader)
    {
        var tier = (StorageTier)reader.Byte();
        reader.Require(tier <= StorageTier.Between);
        return new StoredTiering(reader.Time(), tier);
    }
}

using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>What an object says of its restoration, inside its row; docs/format/index.md §4.</summary>
internal static class RestoreCodec
{
    private const int HasCopy = 1;

    public static void Write(ref RowWriter writer, StoredRestore restore)
    {
        writer.Byte(restore.Until is null ? (byte)0 : (byte)HasCopy);
        restore.Copy.Format(writer.Take(UploadId.Size));
        writer.Number(restore.Days);
        if (restore.Until is not { } until) return;
        writer.Time(until);
        RunCodec.Write(ref writer, restore.Runs);
    }

    public static StoredRestore Read(ref RowReader reader)
    {
        var flags = reader.Byte();
        var copy = reader.Raw(UploadId.Size) is { Length: UploadId.Size } id ? UploadId.Read(id) : default;
        var days = reader.Number(int.MaxValue);
        reader.Require(flags <= HasCopy && days > 0);
        return flags == HasCopy ? new StoredRestore(copy, days, reader.Time(), RunCodec.Read(ref reader)) : new StoredRestore(copy, days, Until: null, []);
    }
}

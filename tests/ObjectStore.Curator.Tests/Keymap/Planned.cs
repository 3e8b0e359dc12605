using System.Buffers.Binary;
using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;

namespace ObjectStore.Curator.Tests.Keymap;

/// <summary>Builds what a planner is given. Positions are keys of bucket 1.</summary>
internal static class Planned
{
    public static DateTimeOffset Begin { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] At(string key)
    {
        var position = new byte[sizeof(ulong) + Encoding.UTF8.GetByteCount(key)];
        BinaryPrimitives.WriteUInt64BigEndian(position, 1);
        Encoding.UTF8.GetBytes(key, position.AsSpan(sizeof(ulong)));
        return position;
    }

    public static string KeyOf(ReadOnlyMemory<byte> position) => Encoding.UTF8.GetString(position.Span[sizeof(ulong)..]);

    /// <summary>A partition; null bounds are those of all.</summary>
    public static PartitionLoad Partition(string? start, string? end, double requestsPerSecond = 0, string database = "a", long? keys = 1_000) => new()
    {
        Start = start is null ? default : At(start),
        End = end is null ? default : At(end),
        Epoch = new Epoch(1),
        Database = database,
        ReadsPerSecond = requestsPerSecond,
        Keys = keys,
    };

    /// <summary>Samples of the same weight.</summary>
    public static HeatSample[] Samples(HeatKind kind, params IEnumerable<string> keys) => [.. keys.Select(key => new HeatSample(At(key), kind, 1))];

    /// <summary>Keys with the prefix and every two hexadecimal digits.</summary>
    public static IEnumerable<string> Hashed(string prefix, int count) => Enumerable.Range(0, count).Select(i => $"{prefix}{i * 256 / count:x2}");

    public static IndexDatabase Database(string name, bool isDraining = false, double weight = 1, bool isReachable = true) => new(name, isDraining, weight, isReachable);
}

namespace ObjectStore.Core.Checksums;

/// <summary>CRC-32 (ISO-HDLC, as in zip and zlib), of whole inputs or piece by piece.</summary>
/// <remarks>
/// Parameters: docs/format/checksums.md. The value of no bytes is 0, so that <c>default</c> is ready for use and a value continues as a seed.
/// A mutable value: not thread-safe, and a copy goes on by itself. The static methods are thread-safe.
/// </remarks>
public struct Crc32
{
    private static readonly ReflectedCrc Engine = new(new CrcField(32, 0xEDB88320), CrcInstruction.Ieee);

    /// <summary>The checksum of all bytes appended so far.</summary>
    public uint Value { get; private set; }

    /// <summary>The checksum of <paramref name="data"/>, where <paramref name="seed"/> is the checksum of the bytes that come before it.</summary>
    public static uint Compute(ReadOnlySpan<byte> data, uint seed = 0) => (uint)Engine.Compute(data, seed);

    /// <summary>The checksum of a concatenation, from those of its parts; the second part is <paramref name="secondBytes"/> long, not negative.</summary>
    public static uint Combine(uint first, uint second, long secondBytes) => (uint)Engine.Combine(first, second, secondBytes);

    /// <summary>Continues the checksum over <paramref name="data"/>.</summary>
    public void Append(ReadOnlySpan<byte> data) => Value = Compute(data, Value);
}

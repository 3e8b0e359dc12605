using System.Buffers.Binary;
using System.Text;
using ObjectStore.Core.Checksums;

namespace ObjectStore.Index.Rows;

/// <summary>Reads what <see cref="RowWriter"/> wrote. The first thing that does not fit makes it fail for good; then all reads give zeros.</summary>
internal ref struct RowReader
{
    /// <summary>Kind, format version, minimum reader version.</summary>
    public const int HeaderBytes = 3;

    /// <summary>CRC-32C, little endian, at the end.</summary>
    public const int ChecksumBytes = 4;

    private const long TimeMax = 253_402_300_799_999;

    private ReadOnlySpan<byte> _rest;
    private bool _hasFailed;
    private readonly bool _isNewer;

    private RowReader(ReadOnlySpan<byte> fields, byte formatVersion, bool isNewer)
    {
        _rest = fields;
        FormatVersion = formatVersion;
        _isNewer = isNewer;
    }

    /// <summary>The version in which the row was written.</summary>
    public byte FormatVersion { get; }

    /// <summary>Whether everything so far was there.</summary>
    public readonly bool IsGood => !_hasFailed;

    /// <summary>Whether everything was there and nothing is left; a newer format that this reader may read can have more.</summary>
    public readonly bool IsComplete => !_hasFailed && (_isNewer || _rest.IsEmpty);

    /// <summary>Checks checksum, kind and version of a row value; false when it is not to be read.</summary>
    public static bool TryOpen(byte kind, byte version, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out RowReader reader)
    {
        reader = default;
        if (!IsWhole(kind, rowKey, value) || value[2] > version) return false;
        reader = new RowReader(value[HeaderBytes..^ChecksumBytes], value[1], value[1] > version);
        return true;
    }

    /// <summary>Whether a row value is of its kind and place, and as it was written, in whatever version.</summary>
    public static bool IsWhole(byte kind, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value)
    {
        if (value.Length < HeaderBytes + ChecksumBytes) return false;
        var content = value[..^ChecksumBytes];
        var crc = Crc32C.Compute(content, Crc32C.Compute(rowKey));
        return crc == BinaryPrimitives.ReadUInt32LittleEndian(value[content.Length..]) && content[0] == kind && content[1] != 0;
    }

    /// <summary>Notes that a field holds what it must not.</summary>
    public void Require(bool condition)
    {
        if (!condition) Fail();
    }

    public byte Byte()
    {
        var bytes = Raw(1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    public ulong Number(ulong max)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (shift == 63 && next > 1) break;
            if (next >= 0x80) continue;
            if (value > max) break;
            return value;
        }

        Fail();
        return 0;
    }

    public long Number(long max) => (long)Number((ulong)max);

    public int Number(int max) => (int)Number((ulong)max);

    /// <summary>A count of things that take at least <paramref name="bytesEach"/> bytes each, so that it never exceeds what can follow.</summary>
    public int Count(int bytesEach) => Number(_rest.Length / bytesEach);

    public DateTimeOffset Time() => DateTimeOffset.FromUnixTimeMilliseconds(Number(TimeMax));

    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count > _rest.Length)
        {
            Fail();
            return default;
        }

        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    public ReadOnlySpan<byte> Bytes() => Raw(Count(1));

    public string Text() => Encoding.UTF8.GetString(Bytes());

    private void Fail()
    {
        _hasFailed = true;
        _rest = default;
    }
}

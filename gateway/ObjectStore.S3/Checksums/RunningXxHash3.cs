using System.Buffers.Binary;
using ObjectStore.Core.Checksums;

namespace ObjectStore.S3.Checksums;

/// <summary>XXH3, of 64 or 128 bits as it is written.</summary>
internal sealed class RunningXxHash3 : RunningChecksum
{
    private readonly XxHash3 _hash = new();

    /// <inheritdoc />
    public override void Append(ReadOnlySpan<byte> bytes) => _hash.Append(bytes);

    /// <inheritdoc />
    public override void Write(Span<byte> checksum)
    {
        if (checksum.Length == sizeof(ulong)) BinaryPrimitives.WriteUInt64BigEndian(checksum, _hash.GetValue64());
        else BinaryPrimitives.WriteUInt128BigEndian(checksum, _hash.GetValue128());
    }
}

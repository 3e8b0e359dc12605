using System.Buffers.Binary;
using ObjectStore.Core.Checksums;

namespace ObjectStore.S3.Checksums;

/// <summary>XXH64.</summary>
internal sealed class RunningXxHash64 : RunningChecksum
{
    private readonly XxHash64 _hash = new();

    /// <inheritdoc />
    public override void Append(ReadOnlySpan<byte> bytes) => _hash.Append(bytes);

    /// <inheritdoc />
    public override void Write(Span<byte> checksum) => BinaryPrimitives.WriteUInt64BigEndian(checksum, _hash.GetValue());
}

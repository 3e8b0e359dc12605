using ObjectStore.S3.Checksums;

namespace ObjectStore.S3.Body;

/// <summary>What was computed over a whole, verified body.</summary>
public sealed class BodyDigests
{
    /// <summary>Decoded bytes of the body.</summary>
    public required long LengthBytes { get; init; }

    /// <summary>The 16 bytes of the MD5; empty when neither the operation nor the client asked for it.</summary>
    public required ReadOnlyMemory<byte> Md5 { get; init; }

    /// <summary>The additional checksum: the one that the client sent, or the operation's default; null without either.</summary>
    public required ChecksumValue? Checksum { get; init; }

    /// <summary>Whether the client sent the checksum, as header or trailer.</summary>
    public required bool IsChecksumFromClient { get; init; }
}

using System.Buffers.Binary;

namespace ObjectStore.Core.Checksums;

/// <summary>The four words of one MD5 computation (RFC 1321, section 3.3).</summary>
internal record struct Md5State(uint A, uint B, uint C, uint D)
{
    /// <summary>Bytes that one step of the computation takes in.</summary>
    public const int BlockBytes = 64;

    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 16;

    /// <summary>The state before any input.</summary>
    public static Md5State Initial => new(0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476);

    /// <summary>Writes the 16 bytes of the digest that the state stands for.</summary>
    public readonly void Write(Span<byte> digest)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(digest, A);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[4..], B);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[8..], C);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[12..], D);
    }
}

using System.Text;
using ObjectStore.S3.Checksums;

namespace ObjectStore.S3.Body;

/// <summary>The trailer of an aws-chunked body: the one checksum that <c>x-amz-trailer</c> announced, or nothing.</summary>
internal sealed class ChecksumTrailer(ChecksumAlgorithm? expected)
{
    /// <summary>The checksum, once its line has come.</summary>
    public ChecksumValue? Value { get; private set; }

    /// <summary>Whether everything that was announced has come.</summary>
    public bool IsComplete => expected is null || Value is not null;

    /// <summary>The lines as they are signed: <c>name:value</c> and a line feed.</summary>
    public ReadOnlyMemory<byte> Canonical { get; private set; }

    /// <summary>Takes one line without its end.</summary>
    /// <exception cref="Errors.S3Exception">MalformedTrailerError, or BadDigest when the value is not a checksum.</exception>
    public void Add(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (expected is not { } algorithm || Value is not null || colon < 0) throw BodyErrors.MalformedTrailer();
        var name = ChecksumAlgorithms.HeaderOf(algorithm);
        if (!Ascii.EqualsIgnoreCase(line[..colon].Trim((byte)' '), name)) throw BodyErrors.MalformedTrailer();
        var text = Encoding.ASCII.GetString(line[(colon + 1)..].Trim(" \t"u8));
        if (!ChecksumValue.TryParse(algorithm, text, out var value))
            throw BodyErrors.MalformedChecksum(name);
        Value = value;
        Canonical = Encoding.ASCII.GetBytes($"{name}:{text}\n");
    }
}

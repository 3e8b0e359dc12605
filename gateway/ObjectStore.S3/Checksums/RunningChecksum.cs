namespace ObjectStore.S3.Checksums;

/// <summary>A checksum while its bytes come. Not thread-safe; one that is disposable is disposed once by whoever began it.</summary>
internal abstract class RunningChecksum
{
    /// <summary>Continues over <paramref name="bytes"/>.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Writes the checksum of everything so far, as S3 shows it: numbers are big endian.</summary>
    /// <param name="checksum">As long as the checksum.</param>
    public abstract void Write(Span<byte> checksum);
}

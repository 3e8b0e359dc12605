namespace ObjectStore.S3.Xml;

/// <summary>A part as a client names it to complete an upload.</summary>
/// <param name="PartNumber">As sent, any number.</param>
/// <param name="ETag">Without quotes.</param>
/// <param name="ChecksumName">Name of the checksum element without <c>Checksum</c> (<c>CRC32</c>, …), or null when none was sent; empty when several were.</param>
/// <param name="Checksum">The checksum as sent, the first of several, or null.</param>
public readonly record struct CompletedPart(int PartNumber, string ETag, string? ChecksumName, string? Checksum);

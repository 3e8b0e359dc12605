using System.Collections.Frozen;

namespace ObjectStore.S3.Auth;

/// <summary>Gives names of headers that clients sign often as strings without making one.</summary>
internal static class SignedHeaderNames
{
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "accept", "accept-encoding", "amz-sdk-invocation-id", "amz-sdk-request", "cache-control", "content-disposition",
            "content-encoding", "content-language", "content-length", "content-md5", "content-type", "date", "expect", "expires", "host",
            "if-match", "if-modified-since", "if-none-match", "if-unmodified-since", "range", "user-agent", "x-amz-acl",
            "x-amz-checksum-algorithm", "x-amz-checksum-crc32", "x-amz-checksum-crc32c", "x-amz-checksum-crc64nvme", "x-amz-checksum-mode",
            "x-amz-checksum-sha1", "x-amz-checksum-sha256", "x-amz-content-sha256", "x-amz-copy-source", "x-amz-copy-source-range",
            "x-amz-date", "x-amz-decoded-content-length", "x-amz-meta-mtime", "x-amz-meta-s3cmd-attrs", "x-amz-metadata-directive",
            "x-amz-sdk-checksum-algorithm", "x-amz-security-token", "x-amz-storage-class", "x-amz-trailer", "x-amz-user-agent",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Get(ReadOnlySpan<char> name) => Lookup.TryGetValue(name, out var known) ? known : name.ToString();
}

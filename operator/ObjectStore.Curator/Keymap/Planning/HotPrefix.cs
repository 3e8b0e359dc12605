using System.Globalization;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>A beginning of keys, or one key, that takes a good part of a load.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">Bytes of the key's beginning, or of all of it; empty for all keys of the bucket.</param>
/// <param name="IsKey">Whether it is one key.</param>
/// <param name="RequestsPerSecond">Load under the prefix, without what longer prefixes of the same list take; so a list adds up.</param>
/// <param name="Share">The same as part of the whole load, 0 to 1.</param>
/// <param name="WriteShare">Part of its requests that write, 0 to 1.</param>
public sealed record HotPrefix(BucketId Bucket, ReadOnlyMemory<byte> Prefix, bool IsKey, double RequestsPerSecond, double Share, double WriteShare)
{
    /// <summary>The prefix as text of one line; bytes that are no text are written as <c>\xNN</c>.</summary>
    public string PrefixText => Positions.DescribeKey(Prefix.Span);

    /// <summary>It in words.</summary>
    /// <param name="bucketName">Name of the bucket for people.</param>
    public string Describe(string bucketName)
    {
        var what = IsKey ? $"the key \"{PrefixText}\"" : Prefix.IsEmpty ? "keys of all beginnings" : $"keys that begin with \"{PrefixText}\"";
        return string.Create(CultureInfo.InvariantCulture, $"{RequestsPerSecond:N0} requests/s ({Share:P0}; {WriteShare:P0} of them write) go to {what} in bucket {bucketName}");
    }
}

using System.Security.Cryptography;

namespace ObjectStore.Simulation.Tests.Workload;

/// <summary>Every content that was ever sent, by its entity tag. No two are the same.</summary>
internal sealed class ContentBook(Random random)
{
    private const int BytesMin = 16;

    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);
    private long _made;

    /// <summary>A new content: mostly small, some of several stripes, some that compression shrinks.</summary>
    public (string ETag, byte[] Bytes) Make()
    {
        var bytes = new byte[random.Next(10) switch
        {
            < 5 => random.Next(BytesMin, 2048),
            < 8 => random.Next(2049, 16 << 10),
            _ => random.Next(16 << 10, 48 << 10),
        }];
        random.NextBytes(random.Next(3) == 0 ? bytes.AsSpan(0, bytes.Length / 8) : bytes);
        BitConverter.TryWriteBytes(bytes, ++_made);
        var tag = Tag(bytes);
        _contents.Add(tag, bytes);
        return (tag, bytes);
    }

    /// <summary>The content of a multipart object, under the tag that S3 gives it.</summary>
    public string Join(IReadOnlyList<(string ETag, byte[] Bytes)> parts)
    {
        var tag = $"{Tag([.. parts.SelectMany(part => Convert.FromHexString(part.ETag))])}-{parts.Count}";
        _contents[tag] = [.. parts.SelectMany(part => part.Bytes)];
        return tag;
    }

    /// <summary>The content with this tag, or null when nobody ever sent it.</summary>
    public byte[]? Find(string tag) => _contents.GetValueOrDefault(tag);

#pragma warning disable CA5351 // Entity tags are MD5 by definition of S3.
    private static string Tag(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Faults.Tests.Load;

/// <summary>The values that clients write: each names the bytes that it stands for, and is found by its entity tag. Thread-safe.</summary>
internal sealed class ContentBook
{
    private readonly ConcurrentDictionary<string, string> _byTag = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _tags = new(StringComparer.Ordinal);
    private long _next;

    /// <summary>A value that no other write has.</summary>
    public string Next(int length) => string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _next)}:{length}");

    /// <summary>The bytes of a value.</summary>
    public static byte[] Bytes(string value)
    {
        var parts = value.Split(':');
        return new SeededContent(ulong.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture)).ToArray();
    }

    /// <summary>Enters a value before it is sent, in parts of these lengths when it is a multipart upload.</summary>
    /// <returns>Its bytes.</returns>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "S3 entity tags are MD5.")]
    public byte[] Enter(string value, params ReadOnlySpan<int> partLengths)
    {
        var bytes = Bytes(value);
        var tag = Convert.ToHexStringLower(MD5.HashData(bytes));
        if (partLengths.Length > 0)
        {
            var all = new List<byte>();
            var position = 0;
            foreach (var length in partLengths)
            {
                all.AddRange(MD5.HashData(bytes.AsSpan(position, length)));
                position += length;
            }

            tag = string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(MD5.HashData([.. all]))}-{partLengths.Length}");
        }

        _byTag[tag] = value;
        _tags[value] = tag;
        return bytes;
    }

    /// <summary>The entity tag of a value that was entered.</summary>
    public string Tag(string value) => _tags[value];

    /// <summary>The value that an answer to a GET holds.</summary>
    /// <returns>Null when tag and bytes are not those of one value.</returns>
    public string? Recognize(S3Answer answer) =>
        _byTag.TryGetValue(answer.Tag, out var value) && answer.Body.AsSpan().SequenceEqual(Bytes(value)) ? value : null;
}

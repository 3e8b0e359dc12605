using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ObjectStore.Telemetry.Hosting;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ObjectStore.Encryption.Keys;

/// <summary>A file of keys: YAML of key id and base64 of 32 bytes, in the order in which they were made; or the 32 bytes of a single key.</summary>
internal static partial class KeyFile
{
    /// <summary>Bytes of the name that a key without one gets, from a hash of it.</summary>
    private const int DerivedIdBytes = 8;

    /// <summary>Reads all keys; the last one is the newest.</summary>
    /// <exception cref="SettingsException">The file cannot be read or has an entry that is not right. The message never holds a key.</exception>
    public static IReadOnlyList<NamedKey> Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length == SecretKey.Size) return [Single(bytes)];
            using var reader = new StreamReader(new MemoryStream(bytes));
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is not YamlMappingNode entries) throw Wrong(path, "it is not a mapping of key ids to keys");
            var keys = entries.Select((entry, index) => Parse(path, index + 1, entry)).ToArray();
            return keys.Length > 0 ? keys : throw Wrong(path, "it has no key");
        }
        catch (YamlException exception)
        {
            // What the parser says may quote the file, so it is not repeated.
            throw Wrong(path, $"line {exception.Start.Line} is not YAML, or an id is there twice");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The key file '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static NamedKey Parse(string path, int number, KeyValuePair<YamlNode, YamlNode> entry)
    {
        if (entry.Key is not YamlScalarNode { Value: { } id } || !IdPattern().IsMatch(id))
            throw Wrong(path, $"the id of entry {number} is not 1 to 128 letters, digits, and any of . _ : / -");
        Span<byte> key = stackalloc byte[SecretKey.Size + 1];
        var isKey = Convert.TryFromBase64String((entry.Value as YamlScalarNode)?.Value ?? "", key, out var length) && length == SecretKey.Size;
        if (!isKey) throw Wrong(path, $"the key of entry {number} is not the base64 of {SecretKey.Size} bytes");
        var named = new NamedKey(id, new SecretKey(key[..SecretKey.Size]));
        CryptographicOperations.ZeroMemory(key);
        return named;
    }

    /// <summary>Rows remember the id, so it follows from the key: the same file gives the same id everywhere.</summary>
    private static NamedKey Single(byte[] bytes)
    {
        var id = HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, DerivedIdBytes, salt: [], "objectstore key id"u8.ToArray());
        return new NamedKey(Convert.ToHexStringLower(id), new SecretKey(bytes));
    }

    private static SettingsException Wrong(string path, string what) => new($"The key file '{path}' is not right: {what}.");

    [GeneratedRegex("^[A-Za-z0-9._:/-]{1,128}$")]
    private static partial Regex IdPattern();
}

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
            return TryParse(File.ReadAllBytes(path), out var keys, out var problem) ? keys : throw new SettingsException($"The key file '{path}' is not right: {problem}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The key file '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Parses the content of a file; false with what is not right about it, which never holds a key.</summary>
    public static bool TryParse(byte[] content, out IReadOnlyList<NamedKey> keys, out string problem)
    {
        (keys, problem) = ([], "");
        if (content.Length == SecretKey.Size)
        {
            keys = [Single(content)];
            return true;
        }

        try
        {
            using var reader = new StreamReader(new MemoryStream(content));
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is not YamlMappingNode entries) problem = "it is not a mapping of key ids to keys";
            else if (entries.Children.Count == 0) problem = "it has no key";
            else return TryParseAll(entries, out keys, out problem);
        }
        catch (YamlException exception)
        {
            // What the parser says may quote the file, so it is not repeated.
            problem = $"line {exception.Start.Line} is not YAML, or an id is there twice";
        }

        return false;
    }

    private static bool TryParseAll(YamlMappingNode entries, out IReadOnlyList<NamedKey> keys, out string problem)
    {
        var parsed = new List<NamedKey>();
        (keys, problem) = (parsed, "");
        foreach (var entry in entries)
        {
            problem = Parse(parsed.Count + 1, entry, parsed);
            if (problem.Length > 0) return false;
        }

        return true;
    }

    /// <summary>Adds the key of an entry, or says what is not right about it.</summary>
    private static string Parse(int number, KeyValuePair<YamlNode, YamlNode> entry, List<NamedKey> parsed)
    {
        if (entry.Key is not YamlScalarNode { Value: { } id } || !IdPattern().IsMatch(id)) return $"the id of entry {number} is not 1 to 128 letters, digits, and any of . _ : / -";
        Span<byte> key = stackalloc byte[SecretKey.Size + 1];
        var isKey = Convert.TryFromBase64String((entry.Value as YamlScalarNode)?.Value ?? "", key, out var length) && length == SecretKey.Size;
        if (!isKey) return $"the key of entry {number} is not the base64 of {SecretKey.Size} bytes";
        parsed.Add(new NamedKey(id, new SecretKey(key[..SecretKey.Size])));
        CryptographicOperations.ZeroMemory(key);
        return "";
    }

    /// <summary>Rows remember the id, so it follows from the key: the same file gives the same id everywhere.</summary>
    private static NamedKey Single(byte[] bytes)
    {
        var id = HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, DerivedIdBytes, salt: [], "objectstore key id"u8.ToArray());
        return new NamedKey(Convert.ToHexStringLower(id), new SecretKey(bytes));
    }

    [GeneratedRegex("^[A-Za-z0-9._:/-]{1,128}$")]
    private static partial Regex IdPattern();
}

using System.Security.Cryptography;

namespace ObjectStore.Clients.Tests.Clients;

/// <summary>Compares folders by the hashes of their files.</summary>
internal static class DirectoryDigest
{
    /// <summary>Relative path and SHA-256 of every file below the folder.</summary>
    public static SortedDictionary<string, string> Of(string folder)
    {
        var digest = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var file = File.OpenRead(path);
            digest[Path.GetRelativePath(folder, path)] = Convert.ToHexStringLower(SHA256.HashData(file));
        }
        return digest;
    }

    /// <summary>Fails the test unless both folders have the same files with the same bytes.</summary>
    public static void AssertEqual(string expectedFolder, string actualFolder)
    {
        var expected = Of(expectedFolder);
        var actual = Of(actualFolder);
        var differences = expected.Keys.Union(actual.Keys)
            .Where(path => expected.GetValueOrDefault(path) != actual.GetValueOrDefault(path))
            .Select(path => !actual.ContainsKey(path) ? $"missing: {path}" : !expected.ContainsKey(path) ? $"too much: {path}" : $"other bytes: {path}")
            .Take(20).ToList();
        Assert.True(differences.Count == 0, $"{expectedFolder} and {actualFolder} differ:\n{string.Join('\n', differences)}");
    }
}

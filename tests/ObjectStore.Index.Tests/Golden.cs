using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Index.OrderedStore;
using Xunit;

namespace ObjectStore.Index.Tests;

/// <summary>Pinned bytes under tests/golden. A file that is missing is written once, and fails the test until it is committed.</summary>
internal static class Golden
{
    /// <summary>Compares a row with its file: the key and the value in hexadecimal digits, a line each.</summary>
    public static void Check(string name, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value)
    {
        var path = Path.Combine(Folder(), name);
        var text = $"{Convert.ToHexStringLower(rowKey)}\n{Convert.ToHexStringLower(value)}\n";
        if (!File.Exists(path))
        {
            File.WriteAllText(path, text);
            Assert.Fail($"{name} was missing and has been written; look at it and commit it.");
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    /// <summary>The row in a file that an earlier release may have written.</summary>
    public static Row Read(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder(), name));
        return new Row(Convert.FromHexString(lines[0]), Convert.FromHexString(lines[1]), 1);
    }

    /// <summary>Puts a right checksum behind the content of a row.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> content)
    {
        var value = new byte[content.Length + sizeof(uint)];
        content.CopyTo(value);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(content.Length), Crc32C.Compute(content, Crc32C.Compute(rowKey)));
        return value;
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "tests", "golden"))) folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests", "golden");
    }
}

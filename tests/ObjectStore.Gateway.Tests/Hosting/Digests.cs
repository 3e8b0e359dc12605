using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>Digests that a test expects, from the framework.</summary>
internal static class Digests
{
#pragma warning disable CA5351 // Entity tags are MD5 by definition of S3.
    public static string Md5Hex(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));

    public static string Md5Base64(byte[] bytes) => Convert.ToBase64String(MD5.HashData(bytes));
#pragma warning restore CA5351

    /// <summary>The entity tag of a multipart object, with quotes.</summary>
    public static string MultipartETag(params byte[][] parts) =>
        $"\"{Md5Hex([.. parts.SelectMany(part => Convert.FromHexString(Md5Hex(part)))])}-{parts.Length}\"";

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

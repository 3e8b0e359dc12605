using System.Buffers;

namespace ObjectStore.Sts.Oidc;

/// <summary>The alphabet of RFC 4648 §5, without padding and white space, which the framework's decoder would take.</summary>
internal static class Base64UrlText
{
    public static SearchValues<char> Characters { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

using System.Text;

namespace ObjectStore.Kubernetes.Client;

/// <summary>A patch and the way it is meant.</summary>
/// <param name="Type">How the server reads the body.</param>
/// <param name="Body">JSON in UTF-8.</param>
public sealed record V1Patch(PatchType Type, ReadOnlyMemory<byte> Body)
{
    /// <summary>A merge patch (RFC 7386): objects are merged, everything else replaced, null removes.</summary>
    public static V1Patch Merge(string json) => new(PatchType.MergePatch, Encoding.UTF8.GetBytes(json));

    /// <summary>A JSON patch (RFC 6902): operations that all succeed or none.</summary>
    public static V1Patch JsonPatch(string json) => new(PatchType.JsonPatch, Encoding.UTF8.GetBytes(json));
}

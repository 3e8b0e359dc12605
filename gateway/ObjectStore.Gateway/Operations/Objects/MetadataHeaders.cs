using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Sends stored metadata back.</summary>
internal static class MetadataHeaders
{
    /// <summary>Sets the headers of <paramref name="metadata"/>.</summary>
    public static void Add(IHeaderDictionary headers, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            var (name, value) = metadata[i];
            if (ObjectAcl.IsHidden(name)) continue;
            var text = ObjectHeaders.EncodeMetadata(name, value);
            if (name == "content-type") headers.ContentType = text;
            else headers[name] = text;
        }
    }
}

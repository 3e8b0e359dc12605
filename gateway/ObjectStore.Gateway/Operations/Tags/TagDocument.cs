using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Validation;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Tags;

/// <summary>The document of tags, in requests and answers.</summary>
internal static class TagDocument
{
    /// <summary>Renders tags in the order in which they are stored.</summary>
    public static S3XmlWriter Render(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("Tagging"u8);
        xml.Start("TagSet"u8);
        foreach (var (key, value) in tags)
        {
            xml.Start("Tag"u8);
            xml.Element("Key"u8, key);
            xml.Element("Value"u8, value);
            xml.End("Tag"u8);
        }

        xml.End("TagSet"u8);
        xml.End("Tagging"u8);
        return xml;
    }

    /// <summary>Reads and checks the tags in the body of a request.</summary>
    public static async ValueTask<(IReadOnlyList<KeyValuePair<string, string>> Tags, S3Error? Error)> ReadAsync(S3Context context, DocumentBudget documents, int countMax)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(TaggingRequest.BytesMax, lease, context.Aborted);
        return TaggingRequest.TryParse(document, out var tags) ? (TagSet.Sort(tags), TagSet.Check(tags, countMax)) : ([], new S3Error(S3ErrorCode.MalformedXML));
    }
}

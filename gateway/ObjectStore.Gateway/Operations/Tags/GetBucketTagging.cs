using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Validation;

namespace ObjectStore.Gateway.Operations.Tags;

/// <summary>GET of a bucket's <c>tagging</c>.</summary>
internal sealed class GetBucketTagging(ICatalog catalog) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var documents = await catalog.GetDocumentsAsync(context.Bucket.Name, context.Aborted);
        if (documents?.Bucket != context.Bucket.Id || documents.Find(BucketDocumentKind.Tags) is not { } stored)
            return new S3Error(S3ErrorCode.NoSuchTagSet) { Fields = [new("BucketName", context.Bucket.Name)] };
        if (!BucketTags.TryParse(stored, out var tags)) throw NewerDocument.Of(BucketDocumentKind.Tags);
        await context.WriteXmlAsync(TagDocument.Render(tags));
        return null;
    }
}

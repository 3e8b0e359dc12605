using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Encryption;

/// <summary>PUT of a bucket's <c>encryption</c>: holds for objects that are written from the answer on. Whether a key service has the key is seen when it is used.</summary>
internal sealed class PutBucketEncryption(DocumentBudget documents, BucketChanges changes, DataKeys keys) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(BucketEncryptionRequest.BytesMax, lease, context.Aborted);
        if (!BucketEncryptionRequest.TryParse(document, out var rule)) return new S3Error(S3ErrorCode.MalformedXML);
        if ((rule.Check() ?? (rule.IsKeyService ? null : keys.CheckMasterKey())) is { } error) return error;
        if (await changes.PutAsync(context, BucketDocumentKind.Encryption, rule.Render().Written.ToArray()) is { } changeError) return changeError;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}

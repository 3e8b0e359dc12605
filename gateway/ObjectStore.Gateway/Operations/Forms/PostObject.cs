using System.Text;
using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Fragments;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Rates;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Forms;
using ObjectStore.S3.Http;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Operations.Forms;

/// <summary>POST of a bucket with a form: its file becomes an object. The form says who sends it and what they may send.</summary>
internal sealed class PostObject(
    RequestAuthenticator authenticator, Authorizer authorizer, RequestGate gate, WriteTermsReader reader, RoomCheck room, ObjectWrites writes, IObjectData data, ObjectCommits commits, GatewayMetrics metrics,
    TimeProvider time) : IS3Operation
{
    private const string FileNameVariable = "${filename}";

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var form = await UploadForm.ReadAsync(context.Request, context.Aborted);
        var (authenticated, policy) = FormAuthenticator.Authenticate(authenticator, form.Fields);
        if (gate.TryRecognize(context, authenticated ?? context.Authenticated) is { } slow) return slow;
        if (TryReadKey(context, form) is { } keyError) return keyError;
        form.Fields["bucket"] = context.Bucket.Name;
        if (policy?.Check(form.Fields, time.GetUtcNow()) is { } policyError) return policyError;
        if (FormHeaders.TryReplace(context.Request.Headers, form.Fields) is { } fieldError) return fieldError;
        context.Traits = RequestHeaders.TraitsOf(context.Request.Headers);
        if (await authorizer.AuthorizeAsync(context) is { } denied) return denied;
        return gate.TryEnterBucket(context) is { } slowBucket ? slowBucket : await StoreAsync(context, form, policy);
    }

    /// <summary>Stores the file of a form that is allowed.</summary>
    private async ValueTask<S3Error?> StoreAsync(S3Context context, UploadForm form, FormPolicy? policy)
    {
        var (terms, termsError) = await reader.ReadAsync(context);
        if (terms is null) return termsError;
        using var ownedTerms = terms;
        if (TryReadChecksum(context.Request.Headers, out var checksum) is { } checksumError) return checksumError;

        // How much of a form is its file shows only at its end; its policy may say how much it is at least.
        if (await room.CheckObjectAsync(context, terms, policy?.BytesMin ?? 0) is { } noRoom) return noRoom;
        var written = await WriteAsync(context, form, policy, checksum?.Algorithm, terms);
        if (checksum is { } expected && StoredChecksums.ValueOf(written.Checksum!) != expected)
        {
            await data.DiscardAsync(written.Runs);
            return new S3Error(S3ErrorCode.BadDigest, $"The {ChecksumAlgorithms.NameOf(expected.Algorithm)} you specified did not match the calculated checksum.");
        }

        var (record, refused) = await commits.PutAsync(context, terms, written, WriteCondition.None);
        if (record is null) return refused;
        context.Response.Headers.ETag = EntityTags.Quote(record.ETag);
        StoredChecksums.AddHeaders(context.Response.Headers, record.Checksum, partCount: 1);
        EncryptionAnswer.AddHeaders(context, record.Encryption, isWrite: true);
        await FormAnswer.WriteAsync(context, form.Fields, record);
        return null;
    }

    private static S3Error? TryReadKey(S3Context context, UploadForm form)
    {
        if (form.Fields.GetValueOrDefault("key", "") is not { Length: > 0 } text)
            return InvalidArgumentError.Of("Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.", "key", "");
        if (form.FileName is { } fileName) text = text.Replace(FileNameVariable, fileName, StringComparison.Ordinal);
        form.Fields["key"] = text;
        if (text.Length == 0) return new S3Error(S3ErrorCode.UserKeyMustBeSpecified);
        if (ObjectKeys.TryCreate(Encoding.UTF8.GetBytes(text), out var key) is { } error) return error;
        context.Key = key!.Value;
        return null;
    }

    /// <summary>Reads the checksum of the file, which is a header by now.</summary>
    private static S3Error? TryReadChecksum(IHeaderDictionary headers, out ChecksumValue? checksum)
    {
        checksum = null;
        if (ChecksumHeaders.TryFind(headers, out var found) is { } error) return error;
        if (found is not { } algorithm) return null;
        var name = ChecksumAlgorithms.HeaderOf(algorithm);
        if (!ChecksumValue.TryParse(algorithm, headers[name].ToString(), out var value)) return new S3Error(S3ErrorCode.InvalidRequest, $"Value for {name} header is invalid.");
        checksum = value;
        return null;
    }

    private async ValueTask<WrittenBytes> WriteAsync(S3Context context, UploadForm form, FormPolicy? policy, ChecksumAlgorithm? algorithm, WriteTerms terms)
    {
        var file = new FormFileSource(form.File, policy?.BytesMin ?? 0, policy?.FileBytesMax ?? long.MaxValue);
        using var source = new HashingSource(file, computesMd5: true, algorithm ?? ChecksumAlgorithm.Crc64Nvme);
        var fragmentOwner = new FragmentOwner(context.Bucket.Id, context.Key, Upload: null, PartNumber: 0);
        var stored = await writes.WriteAsync(source, fragmentOwner, terms.StorageClass, terms.Key, terms.Compresses, context.Aborted);
        context.ReceivedBytes = file.Bytes;
        metrics.Received(file.Bytes);
        return new WrittenBytes(file.Bytes, WriteKey.ETagOf(terms.Key, source.FinishETag()!), StoredChecksums.Of(source.Checksum), stored);
    }
}

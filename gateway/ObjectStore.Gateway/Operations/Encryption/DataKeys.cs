using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Encryption;
using ObjectStore.Encryption.Keys;
using ObjectStore.Encryption.KeyServices;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Encryption;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Encryption;

/// <summary>Data keys of objects and uploads: makes them as requests and buckets ask, and opens them again.</summary>
internal sealed partial class DataKeys(MasterKeyRing masterKeys, IKeyService keyService, EncryptionOptions options, ILogger<DataKeys> logger)
{
    private const string MissingCustomerKey = "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.";
    private const string MissingCustomerKeyOfUpload = "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.";

    private const string WrongCustomerKey = "The provided encryption parameters did not match the ones used originally.";

    /// <summary>Whether the request or its bucket says anything of the encryption of what is written.</summary>
    public static bool IsAsked(S3Context context) => (context.Traits & HeaderTraits.Encryption) != 0 || context.Configuration.Encryption is not null;

    /// <summary>A new data key for what the request writes; null when it is not to be encrypted.</summary>
    public async ValueTask<(WriteKey? Key, S3Error? Error)> MakeAsync(S3Context context)
    {
        if (EncryptionRequest.TryParse(context.Request, options.AllowCustomerKeysOverHttp, out var request) is { } error) return (null, error);
        using (request)
        {
            var rule = context.Configuration.Encryption;
            switch (request.Kind)
            {
                case RequestedEncryption.CustomerKey:
                    return (MakeForCustomer(request.CustomerKey!), null);
                case RequestedEncryption.KeyService:
                    return await MakeByServiceAsync(context, request.KeyId ?? (rule is { IsKeyService: true } ? rule.KeyId : null), request.Context, request.HasBucketKey ?? rule?.HasBucketKey ?? false);
                case RequestedEncryption.None when rule is { IsKeyService: true }:
                    return await MakeByServiceAsync(context, rule.KeyId, default, rule.HasBucketKey ?? false);
                case RequestedEncryption.None when rule is null:
                    return (null, null);
                default:
                    return CheckMasterKey() is { } missing ? (null, missing) : (MakeForStore(), null);
            }
        }
    }

    /// <summary>A new data key for what the store itself writes to a bucket, as a rule says; null when there is none.</summary>
    /// <exception cref="StorageException">Refused: there is no such key, or it cannot be used.</exception>
    public async ValueTask<WriteKey?> MakeForRuleAsync(BucketEncryptionRequest? rule, CancellationToken cancellationToken)
    {
        if (rule is null) return null;
        if (!rule.IsKeyService) return masterKeys.HasKey ? MakeForStore() : throw new StorageException(StorageErrorCode.Refused, "The bucket asks for encryption, and there is no master key.");
        try
        {
            var (dataKey, wrapped) = await keyService.GenerateAsync(rule.KeyId!, default, cancellationToken);
            return new WriteKey(dataKey, StoredOf(EncryptionScheme.KeyService, wrapped) with { HasBucketKey = rule.HasBucketKey ?? false });
        }
        catch (KeyServiceException exception)
        {
            var code = exception.Failure == KeyServiceFailure.Unavailable ? StorageErrorCode.IndexUnavailable : StorageErrorCode.Refused;
            throw new StorageException(code, "The key service gives no key for the bucket.", exception);
        }
    }

    /// <summary>The data key of an upload, for a part of it; null when it is not encrypted.</summary>
    public async ValueTask<(WriteKey? Key, S3Error? Error)> OpenUploadAsync(S3Context context, UploadRecord upload)
    {
        if (CustomerKeyHeaders.TryParse(context.Request, options.AllowCustomerKeysOverHttp, out var customerKey) is { } headerError) return (null, headerError);
        using (customerKey)
        {
            if (upload.Encryption is not { } stored)
                return (null, customerKey is null ? null : new S3Error(S3ErrorCode.InvalidRequest, "The multipart upload initiate did not request encryption with a customer's key."));
            var (key, error) = await OpenAsync(context, stored, customerKey, MissingCustomerKeyOfUpload);
            return (key is null ? null : new WriteKey(key, stored), error);
        }
    }

    /// <summary>The error of a completion whose headers do not fit how the upload is encrypted: a customer's key has to be there and right, though nothing is read with it.</summary>
    public S3Error? CheckCompletion(S3Context context, UploadRecord upload) => CheckCustomerKey(context, upload.Encryption, MissingCustomerKeyOfUpload);

    /// <summary>The error of a read whose headers do not fit how the object is encrypted. Asks no key service.</summary>
    public S3Error? CheckRead(S3Context context, ObjectRecord record)
    {
        if ((context.Traits & HeaderTraits.Encryption) == 0 && record.Encryption is not { Scheme: EncryptionScheme.CustomerKey }) return null;
        return EncryptionRequest.CheckRead(context.Request.Headers) ?? CheckCustomerKey(context, record.Encryption, MissingCustomerKey);
    }

    /// <summary>The data key of an object that is read, the caller's to dispose; null when it is not encrypted.</summary>
    public ValueTask<(SecretKey? Key, S3Error? Error)> OpenAsync(S3Context context, ObjectRecord record) =>
        OpenAsync(context, record, CustomerKeyHeaders.TryParse(context.Request, options.AllowCustomerKeysOverHttp, out var customerKey), customerKey);

    /// <summary>The same of the source of a copy.</summary>
    public ValueTask<(SecretKey? Key, S3Error? Error)> OpenSourceAsync(S3Context context, ObjectRecord record) =>
        OpenAsync(context, record, CustomerKeyHeaders.TryParseSource(context.Request, options.AllowCustomerKeysOverHttp, out var customerKey), customerKey);

    /// <summary>The error of a store without a master key; null when there is one.</summary>
    public S3Error? CheckMasterKey() => masterKeys.HasKey
        ? null
        : new S3Error(S3ErrorCode.NotImplemented, $"Encryption with a key of the store needs the setting {EncryptionOptions.SectionName}:{nameof(EncryptionOptions.MasterKeyFile)}, which is not given.");

    /// <summary>The error of a customer's key that is missing, wrong, or not needed.</summary>
    private S3Error? CheckCustomerKey(S3Context context, StoredEncryption? stored, string missing)
    {
        if (CustomerKeyHeaders.TryParse(context.Request, options.AllowCustomerKeysOverHttp, out var customerKey) is { } headerError) return headerError;
        using (customerKey)
        {
            if (stored is not { Scheme: EncryptionScheme.CustomerKey }) return customerKey is null ? null : NotApplicable();
            if (TryOpenForCustomer(stored, customerKey, missing, out var key) is { } keyError) return keyError;
            key!.Dispose();
            return null;
        }
    }

    private async ValueTask<(SecretKey? Key, S3Error? Error)> OpenAsync(S3Context context, ObjectRecord record, S3Error? headerError, CustomerKey? customerKey)
    {
        if (headerError is not null) return (null, headerError);
        using (customerKey)
        {
            if (record.Encryption is { } stored) return await OpenAsync(context, stored, customerKey, MissingCustomerKey);
            return (null, customerKey is null ? null : NotApplicable());
        }
    }

    private async ValueTask<(SecretKey? Key, S3Error? Error)> OpenAsync(S3Context context, StoredEncryption stored, CustomerKey? customerKey, string missing)
    {
        if (stored.Scheme == EncryptionScheme.CustomerKey)
        {
            var error = TryOpenForCustomer(stored, customerKey, missing, out var opened);
            return (opened, error);
        }

        if (customerKey is not null) return (null, NotApplicable());
        var wrapped = new WrappedKey(stored.KeyId, stored.WrappedKey);
        if (stored.Scheme == EncryptionScheme.StoreKey)
        {
            return masterKeys.TryUnwrap(wrapped, out var key)
                ? (key, null)
                : throw new StorageException(StorageErrorCode.Refused, $"The master key '{stored.KeyId}' of an object is not in {EncryptionOptions.SectionName}:{nameof(EncryptionOptions.MasterKeyFile)}, or is another.");
        }

        try
        {
            return (await keyService.UnwrapAsync(wrapped, stored.Context, context.Aborted), null);
        }
        catch (KeyServiceException exception)
        {
            return (null, ErrorOf(context, exception));
        }
    }

    private static S3Error? TryOpenForCustomer(StoredEncryption stored, CustomerKey? customerKey, string missing, out SecretKey? key)
    {
        key = null;
        if (customerKey is null) return new S3Error(S3ErrorCode.InvalidRequest, missing);
        using var wrapping = new SecretKey(customerKey.Span);
        return CustomerKeys.TryUnwrap(wrapping, new WrappedKey(stored.KeyId, stored.WrappedKey), out key) ? null : new S3Error(S3ErrorCode.InvalidRequest, WrongCustomerKey);
    }

    private static WriteKey MakeForCustomer(CustomerKey customerKey)
    {
        using var wrapping = new SecretKey(customerKey.Span);
        var dataKey = SecretKey.New();
        return new WriteKey(dataKey, StoredOf(EncryptionScheme.CustomerKey, CustomerKeys.Wrap(wrapping, dataKey)));
    }

    private WriteKey MakeForStore()
    {
        var dataKey = SecretKey.New();
        return new WriteKey(dataKey, StoredOf(EncryptionScheme.StoreKey, masterKeys.Wrap(dataKey)));
    }

    private async ValueTask<(WriteKey? Key, S3Error? Error)> MakeByServiceAsync(S3Context context, string? keyId, ReadOnlyMemory<byte> encryptionContext, bool hasBucketKey)
    {
        if (keyId is not { Length: > 0 })
            return (null, InvalidArgumentError.Of("This store has no default key of a key service; the request or the bucket has to name one.", AmzHeaders.EncryptionKeyId, ""));
        try
        {
            var (dataKey, wrapped) = await keyService.GenerateAsync(keyId, encryptionContext, context.Aborted);
            return (new WriteKey(dataKey, StoredOf(EncryptionScheme.KeyService, wrapped) with { Context = encryptionContext, HasBucketKey = hasBucketKey }), null);
        }
        catch (KeyServiceException exception)
        {
            return (null, ErrorOf(context, exception));
        }
    }

    private static StoredEncryption StoredOf(EncryptionScheme scheme, in WrappedKey wrapped) => new() { Scheme = scheme, KeyId = wrapped.KeyId, WrappedKey = wrapped.Bytes };

    private S3Error ErrorOf(S3Context context, KeyServiceException exception)
    {
        if (exception.Failure is not (KeyServiceFailure.KeyNotFound or KeyServiceFailure.NotConfigured)) Log.NoKey(logger, context.RequestId, exception.Failure, exception);
        return exception.Failure switch
        {
            KeyServiceFailure.NotConfigured => new S3Error(S3ErrorCode.NotImplemented, exception.Message),
            KeyServiceFailure.KeyNotFound => new S3Error(S3ErrorCode.KmsNotFoundException, exception.Message),
            KeyServiceFailure.Unavailable => new S3Error(S3ErrorCode.ServiceUnavailable, "The key service cannot be used now.") { Headers = [new("Retry-After", "1")] },
            _ => new S3Error(S3ErrorCode.AccessDenied, exception.Message),
        };
    }

    private static S3Error NotApplicable() => new(S3ErrorCode.InvalidRequest, "The encryption parameters are not applicable to this object.");
}

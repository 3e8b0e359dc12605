using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.DataPath;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>An object that the store itself makes.</summary>
/// <param name="Service">Name of the service that makes it.</param>
/// <param name="Key">The key.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its bytes, borrowed until it is put.</param>
/// <param name="Encryption">How it is encrypted; null for as the bucket says.</param>
internal sealed record ServiceObject(string Service, ObjectKey Key, string ContentType, IByteSource Content, BucketEncryptionRequest? Encryption);

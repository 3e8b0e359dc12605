namespace ObjectStore.S3.Auth;

/// <summary>Where a credential stood, which decides how AWS words what is wrong with it.</summary>
internal enum CredentialSource
{
    /// <summary>The Authorization header.</summary>
    Header,

    /// <summary>The query of a presigned URL.</summary>
    Query,

    /// <summary>A field of a form that uploads an object.</summary>
    Form,
}

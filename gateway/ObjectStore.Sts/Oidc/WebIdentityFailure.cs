namespace ObjectStore.Sts.Oidc;

/// <summary>Why a web identity is not taken.</summary>
internal enum WebIdentityFailure
{
    /// <summary>It is taken.</summary>
    None,

    /// <summary>It is no token, or its signature, its issuer or its times are wrong.</summary>
    Invalid,

    /// <summary>It is for somebody else.</summary>
    WrongAudience,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>The issuer could not be asked for its keys.</summary>
    IssuerUnavailable,
}

using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Service;

/// <summary>A web identity that was verified.</summary>
/// <param name="Claims">What its token claims.</param>
/// <param name="ProviderArn">Its issuer, as the trust policies of the account name it.</param>
/// <param name="ProviderName">Its issuer, as condition keys name it.</param>
internal sealed record WebIdentity(WebIdentityClaims Claims, string ProviderArn, string ProviderName);

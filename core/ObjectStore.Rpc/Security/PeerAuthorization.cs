using Microsoft.AspNetCore.Http;
using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Security;

/// <summary>Whether callers are known by certificates, and what each may do. Thread-safe.</summary>
/// <param name="isRequired">False only where plain text was chosen explicitly: then every caller may do everything.</param>
public sealed class PeerAuthorization(bool isRequired)
{
    /// <summary>Refuses a caller that has none of the roles.</summary>
    /// <exception cref="RpcException">Unauthenticated or PermissionDenied.</exception>
    public void Require(HttpContext http, PeerRoles callers)
    {
        if (!isRequired) return;
        var identity = http.Features.Get<PeerIdentity>()
            ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "The caller has no certificate of this cluster."));
        if ((identity.Role & callers) == 0)
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"The role {identity.Role} may not call this."));
    }
}

namespace ObjectStore.S3.Auth;

/// <summary>Where access keys are looked up. Thread-safe, answers from memory: it is asked on every request.</summary>
public interface ICredentialSource
{
    /// <summary>The identity of <paramref name="accessKey"/>, or null when there is none (any more).</summary>
    Identity? Find(string accessKey);

    /// <summary>An identity of the user with this id, for grants and names; null when there is none, or when users are not known.</summary>
    Identity? FindUser(string userId) => null;

    /// <summary>An identity of the user with this address, as <see cref="FindUser"/>.</summary>
    Identity? FindUserByEmail(string email) => null;
}

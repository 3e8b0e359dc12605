namespace ObjectStore.S3.Auth;

/// <summary>Where access keys are looked up. Thread-safe, answers from memory: it is asked on every request.</summary>
public interface ICredentialSource
{
    /// <summary>The identity of <paramref name="accessKey"/>, or null when there is none (any more).</summary>
    Identity? Find(string accessKey);
}

namespace HostedStartup;

/// <summary>Why the service did not start.</summary>
internal enum StartError
{
    None,
    NoDatabase,
    NoPort,
    FailedOnPurpose,
}

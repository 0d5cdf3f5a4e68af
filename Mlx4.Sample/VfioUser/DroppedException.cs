namespace Mlx4.Sample.VfioUser;

/// <summary>A client has done what leaves no way to go on with it.</summary>
internal sealed class DroppedException : Exception
{
    public DroppedException()
    {
    }

    public DroppedException(string message)
        : base(message)
    {
    }

    public DroppedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

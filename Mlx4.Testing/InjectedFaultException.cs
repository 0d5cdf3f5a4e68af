using System;

namespace Mlx4.Testing;

/// <summary>What a <see cref="FaultProbe"/> throws where a stage or a cleanup is to throw. Nothing else throws it.</summary>
public sealed class InjectedFaultException : Exception
{
    /// <summary>Makes an exception that says nothing but that it was thrown on purpose.</summary>
    public InjectedFaultException()
        : this("Thrown on purpose.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    public InjectedFaultException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception around another one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The other one.</param>
    public InjectedFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

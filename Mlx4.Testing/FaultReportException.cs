using System;

namespace Mlx4.Testing;

/// <summary>A pipeline does not keep to the contract. The message is the report, so that every test framework shows it.</summary>
public sealed class FaultReportException : Exception
{
    /// <summary>Makes an exception without a report.</summary>
    public FaultReportException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The report.</param>
    public FaultReportException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception around another one.</summary>
    /// <param name="message">The report.</param>
    /// <param name="innerException">The other one.</param>
    public FaultReportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/** What each reason of a dead letter means and what to do. DeadLetter.Reason has the same names; a test compares them. */
export const LETTERS = {
  UNREADABLE: { means: 'The bytes cannot be read as a record of this topic.', todo: 'Find the program that writes to the topic. It must write Avro in Confluent’s wire format; on a topic of `ingest.otlp.topics`, OTLP metrics.' },
  UNKNOWN_SCHEMA: { means: 'The schema registry does not know the schema that the record names.', todo: 'Check that writer and Sluice use the same registry (`schema.registry.url`).' },
  NULL_KEY: { means: 'The record has no key.', todo: 'Let the writer set the service’s name as the key.' },
  KEY_IS_NOT_SERVICE: { means: 'The key is not the service that the value names.', todo: 'Let the writer set the service’s name as the key.' },
  WRONG_PARTITION: { means: 'The record is in another partition than Java’s client puts its key in, so the service’s other records are not there.', todo: 'Let the writer place keys by murmur2: with librdkafka, `partitioner=murmur2_random`.' },
  IMPOSSIBLE_VALUE: { means: 'A value cannot be: negative, not a number, an interval that ends before it begins, a far future.', todo: 'Fix the reporter that the example names.' },
  LATE: { means: 'The report is for windows that have closed.', todo: 'Check the clock of the reporting host and how long its reports wait. Raise the setting `grace` of `sluice run` if they must wait.' },
  DUPLICATE: { means: 'The report was delivered twice. It counts once.', todo: 'Make the producer idempotent: with librdkafka, `enable.idempotence=true`. If several instances share a name, give each its own.' },
  REGISTRY_UNAVAILABLE: { means: 'The registry could not be asked about the schema: the record may be good.', todo: 'Bring the registry back, then send the records again.' },
  UNKNOWN_SERVICE: { means: 'An answer came to a command of a service of which nothing is known.', todo: 'Nothing, if the service was removed. Otherwise look at which executor answers for it.' },
  TOO_MANY_SERVICES: { means: 'One more service without a policy reported than are kept.', todo: 'Apply policies, or stop the reporter that makes up names.' },
  FAILED: { means: 'Handling the record failed, which is a fault of Sluice. Nothing of the record was used.', todo: 'The log has the error: please report it with the example.' },
};

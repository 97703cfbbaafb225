# The part of Kaltura's Ruby client that the sample uses. Its gem is in no registry that every machine reaches.

require 'json'
require 'net/http'

module Kaltura
  module KalturaSessionType
    USER = 0
    ADMIN = 2
  end

  class KalturaConfiguration
    attr_accessor :service_url
  end

  class KalturaSessionService
    def initialize(client)
      @client = client
    end

    def start(secret, user_id = '', type = 0, partner_id = nil, expiry = 86400, privileges = nil)
      answer = Net::HTTP.post_form(
        URI("#{@client.config.service_url}/api_v3/service/session/action/start"),
        'secret' => secret, 'userId' => user_id, 'type' => type, 'partnerId' => partner_id,
        'expiry' => expiry, 'privileges' => privileges, 'format' => 1
      )
      JSON.parse(answer.body, quirks_mode: true)
    end
  end

  class KalturaClient
    attr_reader :config, :session_service
    attr_accessor :ks

    def initialize(config)
      @config = config
      @session_service = KalturaSessionService.new(self)
    end
  end
end
